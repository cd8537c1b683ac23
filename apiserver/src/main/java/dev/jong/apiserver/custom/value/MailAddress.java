package dev.jong.apiserver.custom.value;

import java.util.regex.Pattern;

/// One mail address as RFC 5322 writes it: `a@b`, `Name <a@b>`, `"Quoted, name" <a@b>`.
final class MailAddress {
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\x{80}-\\x{10FFFF}]+";
    private static final String QUOTED = "\"(?:[^\"\\\\\\r\\n]|\\\\.)*+\"";
    private static final String DOT_ATOM = ATOM + "(?:\\." + ATOM + ")*+";
    private static final String SPECIFIC =
            "(?:" + DOT_ATOM + "|" + QUOTED + ")@(?:" + DOT_ATOM + "|\\[[^\\[\\]\\\\]+\\])";
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "\\s*(?:"
                            + SPECIFIC
                            + "|(?:(?:(?:"
                            + ATOM
                            + "|"
                            + QUOTED
                            + ")[ \\t.]*+)++)?<"
                            + SPECIFIC
                            + ">)\\s*");

    private MailAddress() {}

    static boolean isValid(String text) {
        return ADDRESS.matcher(text).matches();
    }
}
