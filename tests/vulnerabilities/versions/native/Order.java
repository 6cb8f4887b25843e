// How Maven orders pairs of versions: see oracles.py for what is read and written.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class Order {
  public static void main(String[] none) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in), 1 << 20);
    var versions = new ComparableVersion[Integer.parseInt(lines.readLine())];
    for (int at = 0; at < versions.length; at++) {
      versions[at] = new ComparableVersion(lines.readLine());
    }
    var answers = new StringBuilder();
    for (String line; (line = lines.readLine()) != null; ) {
      int space = line.indexOf(' ');
      var left = versions[Integer.parseInt(line.substring(0, space))];
      var right = versions[Integer.parseInt(line.substring(space + 1))];
      answers.append("<=>".charAt(Integer.signum(left.compareTo(right)) + 1));
    }
    System.out.println(answers);
  }
}
