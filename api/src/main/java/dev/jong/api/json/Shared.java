package dev.jong.api.json;

import dev.jong.api.Quantity;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// One instance for equal values that many objects carry: statuses, image names, owned fields of
/// replicas.
///
/// Fixed tables without locks: an entry is replaced when another value falls on its place, and a
/// lost race only costs an instance. All of them are immutable with final fields, so any thread may
/// see them.
public final class Shared {
    private static final int LONGEST = 80;
    private static final String[] TEXTS = new String[8192];
    private static final Tree[] TREES = new Tree[1024];

    private static final Amount[] AMOUNTS = new Amount[1024];

    private record Amount(String text, Quantity quantity) {}

    private static final class Tree {
        final byte[] json;
        final JsonValue value;

        Tree(byte[] json, JsonValue value) {
            this.json = json;
            this.value = value;
        }
    }

    private Shared() {}

    /// Long texts are rarely equal and come back as they are.
    public static String text(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int place = place(text.hashCode(), TEXTS.length);
        var known = TEXTS[place];
        if (text.equals(known)) {
            return known;
        }
        TEXTS[place] = text;
        return text;
    }

    /// Parsed only when it is not known yet; throws as [Quantity#parse(String)] does.
    public static Quantity quantity(String text) {
        int place = place(text.hashCode(), AMOUNTS.length);
        var known = AMOUNTS[place];
        if (known != null && known.text.equals(text)) {
            return known.quantity;
        }
        var quantity = Quantity.parse(text);
        AMOUNTS[place] = new Amount(text, quantity);
        return quantity;
    }

    /// The tree that `json` stands for from one place to another; parsed only when it is not known
    /// yet.
    public static JsonValue tree(byte[] json, int from, int to) {
        var hash = new CRC32C();
        hash.update(json, from, to - from);
        int place = place((int) hash.getValue(), TREES.length);
        var known = TREES[place];
        if (known != null && Arrays.equals(known.json, 0, known.json.length, json, from, to)) {
            return known.value;
        }
        var copy = Arrays.copyOfRange(json, from, to);
        var value = Json.parse(copy);
        TREES[place] = new Tree(copy, value);
        return value;
    }

    private static int place(int hash, int size) {
        return (hash ^ (hash >>> 15)) & (size - 1);
    }
}
