package dev.jong.api.yaml;

import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.Schema;

/// YAML in and out of JSON trees.
public final class Yaml {
    /// One document of a stream.
    ///
    /// @param duplicates one message for each key that an object has twice; the last one counts
    public record Document(JsonValue value, List<String> duplicates) {
        public Document {
            duplicates = List.copyOf(duplicates);
        }
    }

    private static final int LARGEST = 64 << 20;

    private Yaml() {}

    /// The only (or first) document; null when there is none.
    ///
    /// @throws InvalidYaml when the text is no YAML
    public static JsonValue read(String text) {
        return readDocument(text).value();
    }

    public static Document readDocument(String text) {
        var documents = readAll(text);
        return documents.isEmpty() ? new Document(JsonNull.NULL, List.of()) : documents.getFirst();
    }

    /// Every document of a stream, empty ones too.
    public static List<Document> readAll(String text) {
        var documents = new ArrayList<Document>();
        try {
            var settings = settings();
            var events = new ParserImpl(settings, new StreamReader(settings, text));
            var roots = new Composer(settings, new ShallowParser(events));
            while (roots.hasNext()) {
                var tree = new NodeTree();
                documents.add(new Document(tree.value(roots.next()), tree.duplicates()));
            }
        } catch (MarkedYamlEngineException wrong) {
            var line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new InvalidYaml("yaml: line " + line + ": " + wrong.getProblem());
        } catch (YamlEngineException wrong) {
            throw new InvalidYaml("yaml: " + wrong.getMessage());
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            // the parser trips over some broken escapes instead of telling of them
            throw new InvalidYaml("yaml: cannot be read: " + wrong.getMessage());
        }
        return documents;
    }

    /// Block style, fields in order, lists not indented: what `sigs.k8s.io/yaml` writes.
    public static String write(JsonValue value) {
        return YamlWriter.write(value);
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setSchema(new PlainSchema())
                .setCodePointLimit(LARGEST)
                .setMaxAliasesForCollections(10_000)
                .setAllowDuplicateKeys(true)
                .build();
    }

    /// Leaves plain scalars unresolved, since their meaning is Go's and not YAML 1.2's.
    private static final class PlainSchema implements Schema {
        @Override
        public ScalarResolver getScalarResolver() {
            return (_, implicit) -> implicit ? NodeTree.PLAIN : Tag.STR;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of();
        }
    }

    /// The keys that a document has twice, told as one failure.
    public static String duplicates(Document document) {
        return "yaml: unmarshal errors:\n  " + String.join("\n  ", document.duplicates());
    }
}
