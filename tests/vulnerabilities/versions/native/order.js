// How node-semver orders pairs of versions: see oracles.py for what is read and written.
const semver = require(process.argv[2]);
const lines = require('fs').readFileSync(0, 'utf8').split('\n');
const count = Number(lines[0]);
const versions = lines.slice(1, count + 1).map((text) => semver.parse(text));
let answers = '';
for (const line of lines.slice(count + 1)) {
  if (!line) continue;
  const [a, b] = line.split(' ');
  const left = versions[a];
  const right = versions[b];
  answers += left && right ? '<=>'[left.compare(right) + 1] : '?';
}
console.log(answers);
