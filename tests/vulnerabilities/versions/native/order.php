<?php
// How Composer orders pairs of versions: see oracles.py for what is read and written.
require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\Semver\VersionParser();
$versions = [];
for ($left = (int) fgets(STDIN); $left > 0; $left--) {
    try {
        $normal = $parser->normalize(rtrim(fgets(STDIN), "\n"));
        $versions[] = strncmp($normal, 'dev-', 4) === 0 ? null : $normal;
    } catch (UnexpectedValueException $refused) {
        $versions[] = null;
    }
}
$answers = '';
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = explode(' ', $line);
    $left = $versions[(int) $a];
    $right = $versions[(int) $b];
    $answers .= $left === null || $right === null ? '?' : '<=>'[version_compare($left, $right) + 1];
}
echo $answers, "\n";
