package dev.jong.apiserver.cel;

/// CEL's `uint`.
///
/// @param bits the 64 bits of the number
record Unsigned(long bits) implements Comparable<Unsigned> {
    @Override
    public int compareTo(Unsigned other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
