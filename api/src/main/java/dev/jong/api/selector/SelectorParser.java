package dev.jong.api.selector;

import dev.jong.api.GoText;
import dev.jong.api.names.Labels;
import dev.jong.api.selector.Requirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Reads `a in (b,c),!d,e=f,g>1`.
final class SelectorParser {
    private enum Token {
        CLOSE,
        COMMA,
        NOT,
        DOUBLE_EQUALS,
        EQUALS,
        GREATER,
        IDENTIFIER,
        IN,
        LESS,
        NOT_EQUALS,
        NOT_IN,
        OPEN,
        WRONG,
        END
    }

    private record Item(Token token, String text) {}

    private static final String SYMBOLS = "=!(),><";
    private static final String BINARY_OPERATORS = "in, notin, =, ==, !=, gt, lt";

    private final String text;
    private final List<Item> items = new ArrayList<>();
    private int at;

    SelectorParser(String text) {
        this.text = text;
    }

    Selector parse() {
        scan();
        at = 0;
        var requirements = new ArrayList<Requirement>();
        while (true) {
            var item = peekValue();
            switch (item.token) {
                case IDENTIFIER, NOT -> {}
                case END -> {
                    return new Selector.All(requirements);
                }
                default ->
                        throw new InvalidSelector(
                                "found '"
                                        + item.text
                                        + "', expected: !, identifier, or 'end of string'");
            }
            try {
                requirements.add(requirement());
            } catch (InvalidSelector wrong) {
                throw new InvalidSelector("unable to parse requirement: " + wrong.getMessage());
            }
            var after = takeValue();
            if (after.token == Token.END) {
                return new Selector.All(requirements);
            }
            if (after.token != Token.COMMA) {
                throw found(after, "',' or 'end of string'");
            }
            var next = peekValue();
            if (next.token != Token.IDENTIFIER && next.token != Token.NOT) {
                throw found(next, "identifier after ','");
            }
        }
    }

    private Requirement requirement() {
        var item = takeValue();
        boolean absent = item.token == Token.NOT;
        if (absent) {
            item = takeValue();
        }
        if (item.token != Token.IDENTIFIER) {
            throw found(item, "identifier");
        }
        var key = item.text;
        checkLabelKey(key, "<nil>");
        var next = peekValue().token;
        if (absent) {
            return new Requirement(key, Operator.DOES_NOT_EXIST, List.of());
        }
        if (next == Token.END || next == Token.COMMA) {
            return new Requirement(key, Operator.EXISTS, List.of());
        }
        var operator = operator();
        var values =
                operator == Operator.IN || operator == Operator.NOT_IN ? values() : exactValue();
        return Requirements.checked(key, operator, values);
    }

    private Operator operator() {
        var item = take();
        return switch (item.token) {
            case IN -> Operator.IN;
            case NOT_IN -> Operator.NOT_IN;
            case EQUALS -> Operator.EQUALS;
            case DOUBLE_EQUALS -> Operator.DOUBLE_EQUALS;
            case NOT_EQUALS -> Operator.NOT_EQUALS;
            case GREATER -> Operator.GREATER_THAN;
            case LESS -> Operator.LESS_THAN;
            case CLOSE, COMMA, NOT, IDENTIFIER, OPEN, WRONG, END ->
                    throw found(item, BINARY_OPERATORS);
        };
    }

    private List<String> values() {
        var open = takeValue();
        if (open.token != Token.OPEN) {
            throw new InvalidSelector("found '" + open.text + "' expected: '('");
        }
        var first = peekValue();
        if (first.token == Token.CLOSE) {
            takeValue();
            return List.of("");
        }
        if (first.token != Token.IDENTIFIER && first.token != Token.COMMA) {
            throw found(first, "',', ')' or identifier");
        }
        var values = identifiers();
        if (takeValue().token != Token.CLOSE) {
            throw found(first, "')'");
        }
        return values;
    }

    private List<String> identifiers() {
        var values = new TreeSet<String>();
        while (true) {
            var item = takeValue();
            var next = peekValue();
            if (item.token == Token.IDENTIFIER) {
                values.add(item.text);
                if (next.token == Token.CLOSE) {
                    return List.copyOf(values);
                }
                if (next.token != Token.COMMA) {
                    throw found(next, "',' or ')'");
                }
            } else if (item.token == Token.COMMA) {
                if (values.isEmpty() || next.token == Token.COMMA || next.token == Token.CLOSE) {
                    values.add("");
                }
                if (next.token == Token.CLOSE) {
                    return List.copyOf(values);
                }
            } else {
                throw found(item, "',', or identifier");
            }
        }
    }

    private List<String> exactValue() {
        var next = peekValue();
        if (next.token == Token.END || next.token == Token.COMMA) {
            return List.of("");
        }
        var item = takeValue();
        if (item.token != Token.IDENTIFIER) {
            throw found(item, "identifier");
        }
        return List.of(item.text);
    }

    private Item take() {
        return at < items.size() ? items.get(at++) : items.getLast();
    }

    private Item takeValue() {
        return asValue(take());
    }

    private Item peekValue() {
        return asValue(items.get(Math.min(at, items.size() - 1)));
    }

    /// Where a key or value stands, `in` and `notin` are plain words.
    private static Item asValue(Item item) {
        return item.token == Token.IN || item.token == Token.NOT_IN
                ? new Item(Token.IDENTIFIER, item.text)
                : item;
    }

    private void scan() {
        do {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            if (at >= text.length()) {
                items.add(new Item(Token.END, ""));
            } else if (SYMBOLS.indexOf(text.charAt(at)) >= 0) {
                items.add(symbol());
            } else {
                items.add(word());
            }
        } while (items.getLast().token != Token.END);
    }

    private Item word() {
        int start = at;
        while (at < text.length()
                && SYMBOLS.indexOf(text.charAt(at)) < 0
                && !isBlank(text.charAt(at))) {
            at++;
        }
        var word = text.substring(start, at);
        return switch (word) {
            case "in" -> new Item(Token.IN, word);
            case "notin" -> new Item(Token.NOT_IN, word);
            default -> new Item(Token.IDENTIFIER, word);
        };
    }

    private Item symbol() {
        char first = text.charAt(at++);
        boolean equalsFollows = at < text.length() && text.charAt(at) == '=';
        return switch (first) {
            case '=' ->
                    equalsFollows ? twoSigns(Token.DOUBLE_EQUALS, "==") : item(Token.EQUALS, "=");
            case '!' -> equalsFollows ? twoSigns(Token.NOT_EQUALS, "!=") : item(Token.NOT, "!");
            case '>' -> item(Token.GREATER, ">");
            case '<' -> item(Token.LESS, "<");
            case '(' -> item(Token.OPEN, "(");
            case ')' -> item(Token.CLOSE, ")");
            case ',' -> item(Token.COMMA, ",");
            default -> item(Token.WRONG, String.valueOf(first));
        };
    }

    private Item twoSigns(Token token, String sign) {
        at++;
        return item(token, sign);
    }

    private static Item item(Token token, String sign) {
        return new Item(token, sign);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static void checkLabelKey(String key, String path) {
        var wrong = Labels.key(key);
        if (!wrong.isEmpty()) {
            throw new InvalidSelector(
                    path
                            + ": Invalid value: "
                            + GoText.quote(key)
                            + ": "
                            + String.join("; ", wrong));
        }
    }

    private static InvalidSelector found(Item item, String expected) {
        return new InvalidSelector("found '" + item.text + "', expected: " + expected);
    }
}
