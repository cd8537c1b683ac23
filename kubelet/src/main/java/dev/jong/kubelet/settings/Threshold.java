package dev.jong.kubelet.settings;

import dev.jong.api.Quantity;

/// How little of a resource is too little.
public sealed interface Threshold {
    /// In the signal's own unit: bytes, inodes, processes.
    record Amount(long least) implements Threshold {}

    /// As a part of the capacity.
    ///
    /// @param least from 0 to 1
    record Share(double least) implements Threshold {}

    default long of(long capacity) {
        return switch (this) {
            case Amount(var least) -> least;
            case Share(var least) -> (long) (capacity * least);
        };
    }

    /// `100Mi` or `10%`.
    ///
    /// @throws IllegalArgumentException for anything else
    static Threshold parse(String text) {
        if (!text.endsWith("%")) {
            var amount = Quantity.parse(text).value();
            if (amount < 0) {
                throw new IllegalArgumentException(text + " is negative");
            }
            return new Amount(amount);
        }
        var percent = Double.parseDouble(text.substring(0, text.length() - 1));
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(text + " is not between 0% and 100%");
        }
        return new Share(percent / 100);
    }
}
