package dev.jong.apiserver.encryption;

/// One way to encrypt values. Any thread.
interface Cipher {
    /// What was read.
    ///
    /// @param stale whether the value is to be written anew, with a newer key
    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    record Opened(byte[] value, boolean stale) {}

    /// @param place the storage key, to which the value is bound where the algorithm can
    /// @throws Undecipherable when a key cannot be had
    byte[] seal(byte[] value, byte[] place);

    /// @throws Undecipherable when it was not sealed with this key, or for another place
    Opened open(byte[] sealed, byte[] place);
}
