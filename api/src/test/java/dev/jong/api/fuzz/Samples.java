package dev.jong.api.fuzz;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/// Makes JSON values of all shapes, with the numbers and texts at which readers differ.
final class Samples {
    static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "name",
                    "x y",
                    " lead",
                    "trail ",
                    "line\nbreak",
                    "two\n\n",
                    "\nfirst",
                    " \n",
                    "tab\there",
                    "yes",
                    "no",
                    "null",
                    "~",
                    "1",
                    "-1",
                    "0x1f",
                    "1e3",
                    ".5",
                    "1_000",
                    "08",
                    "2020-01-02",
                    "12:30:45",
                    "- a",
                    "? b",
                    "a: b",
                    "a #b",
                    "#c",
                    "*d",
                    "&e",
                    "!f",
                    "|g",
                    ">h",
                    "%i",
                    "@j",
                    "`k",
                    "'l'",
                    "\"m\"",
                    "{n}",
                    "[o]",
                    "p,q",
                    "<<",
                    "=",
                    "---",
                    "--- r",
                    "...",
                    "é漢",
                    "😀",
                    "\u0001",
                    "\u007f",
                    "\u0085",
                    "\u00a0",
                    "\u2028",
                    "\ufeff",
                    "<b>&amp;",
                    "back\\slash",
                    "a:",
                    ":",
                    "-",
                    "?",
                    "trail \nmore",
                    "cr\r\nlf",
                    "very long ".repeat(20));
    private static final List<Double> DECIMALS =
            List.of(
                    0.5,
                    -1.25,
                    1e21,
                    1e-7,
                    1e20,
                    123456789.125,
                    1e300,
                    4.9e-324,
                    1.7976931348623157e308,
                    9.3e18,
                    -2e19);
    private static final List<Long> INTEGERS =
            List.of(
                    0L,
                    1L,
                    -1L,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    1L << 53,
                    (1L << 53) + 1,
                    1L << 31);

    private final Random random;

    Samples(Random random) {
        this.random = random;
    }

    JsonValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> JsonNull.NULL;
            case 1 -> random.nextBoolean() ? JsonBoolean.TRUE : JsonBoolean.FALSE;
            case 2 -> new JsonInteger(one(INTEGERS));
            case 3 -> new JsonDecimal(one(DECIMALS));
            case 4, 5 -> new JsonText(one(TEXTS));
            case 6 -> array(depth);
            default -> object(depth);
        };
    }

    JsonArray array(int depth) {
        var items = new ArrayList<JsonValue>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(value(depth - 1));
        }
        return new JsonArray(items);
    }

    JsonObject object(int depth) {
        var fields = new HashMap<String, JsonValue>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.put(one(TEXTS), value(depth - 1));
        }
        return new JsonObject(fields);
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
