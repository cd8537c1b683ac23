package dev.jong.apiserver.cel;

/// What may still be spent on the expressions of one request or object. One thread.
public final class Budget {
    /// For the rules of one custom object, or of one policy binding.
    public static final long RULES = 10_000_000;

    /// For the match conditions of one webhook or binding.
    public static final long MATCH_CONDITIONS = 2_500_000;

    /// For one expression.
    static final long ONE_EXPRESSION = 1_000_000;

    private long left;

    public Budget(long units) {
        left = units;
    }

    /// Takes away what an evaluation has cost.
    ///
    /// @throws CelException.OutOfBudget when there is not that much left
    void spend(long cost) {
        if (cost > left) {
            left = 0;
            throw new CelException.OutOfBudget(
                    "validation failed due to running out of cost budget, no further validation"
                            + " rules will be run");
        }
        left -= cost;
    }

    public long left() {
        return left;
    }
}
