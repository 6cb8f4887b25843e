# How RubyGems orders pairs of versions: see oracles.py for what is read and written.
count = STDIN.gets.to_i
versions = Array.new(count) do
  text = STDIN.gets.chomp
  Gem::Version.correct?(text) ? Gem::Version.new(text) : nil
end
answers = +""
STDIN.each_line do |line|
  a, b = line.split
  left, right = versions[a.to_i], versions[b.to_i]
  answers << (left && right ? "<=>"[(left <=> right) + 1] : "?")
end
puts answers
