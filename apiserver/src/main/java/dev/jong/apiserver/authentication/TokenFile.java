package dev.jong.apiserver.authentication;

import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.request.User;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads tokens from a file (`--token-auth-file`): lines of `token,user,uid`, and groups as a
/// fourth column, which is quoted when there are several.
public final class TokenFile {
    private static final int LEAST = 3;

    private TokenFile() {}

    public static Map<String, User> read(Path file) {
        var users = new HashMap<String, User>();
        int number = 0;
        for (var line : ConfigFile.text(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var cells = cells(line);
            if (cells.size() < LEAST) {
                throw new InvalidConfiguration(
                        "token file '%s' must have at least 3 columns (token, user name, user uid), found %d in line %d"
                                .formatted(file, cells.size(), number));
            }
            if (cells.getFirst().isEmpty()) {
                continue; // a token that nobody can show
            }
            users.put(
                    cells.getFirst(),
                    new User(cells.get(1), cells.get(2), groups(cells), Map.of()));
        }
        return users;
    }

    private static List<String> groups(List<String> cells) {
        return cells.size() <= LEAST || cells.get(LEAST).isEmpty()
                ? List.of()
                : Arrays.asList(cells.get(LEAST).split(",", -1));
    }

    /// Two quotes within quotes stand for one.
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
