package dev.jong.apiserver.cel;

/// An expression that cannot be compiled, or that comes to no value.
public abstract sealed class CelException extends RuntimeException {
    private CelException(String message) {
        super(message, null, false, false);
    }

    /// The text is no expression, or its types do not fit. The message is made for people, with the
    /// place of each error.
    public static final class Invalid extends CelException {
        public Invalid(String message) {
            super(message);
        }
    }

    /// The evaluation found an error, such as a key that is not there.
    public static final class Failed extends CelException {
        public Failed(String message) {
            super(message);
        }
    }

    /// One evaluation would cost more than it may, or has no more time; nothing in the expression
    /// can catch that.
    public static final class TooCostly extends CelException {
        public TooCostly(String message) {
            super(message);
        }
    }

    /// The expressions of one request have together cost all they may.
    public static final class OutOfBudget extends CelException {
        public OutOfBudget(String message) {
            super(message);
        }
    }

    static Failed noSuchOverload() {
        return new Failed("no such overload");
    }

    static Failed noSuchKey(Object key) {
        return new Failed("no such key: " + Texts.plain(key));
    }
}
