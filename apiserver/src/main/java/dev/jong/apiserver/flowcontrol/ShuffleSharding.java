package dev.jong.apiserver.flowcontrol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Deals each flow a hand of queues, so that two flows seldom share all of theirs.
final class ShuffleSharding {
    private ShuffleSharding() {}

    /// What stands for a flow.
    ///
    /// @param distinguisher the user's name or the namespace; empty when the schema makes no
    ///   difference
    static long hash(String schema, String distinguisher) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(schema.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(distinguisher.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest()).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// A hand of different cards out of a deck, each from 0 on.
    ///
    /// @param hand at most `deck`
    static int[] deal(long hash, int deck, int hand) {
        var cards = new int[hand];
        var remainders = new int[hand];
        long rest = hash;
        for (int i = 0; i < hand; i++) {
            remainders[i] = (int) Long.remainderUnsigned(rest, deck - i);
            rest = Long.divideUnsigned(rest, deck - i);
        }
        for (int i = 0; i < hand; i++) {
            int card = remainders[i];
            for (int j = i; j > 0; j--) {
                if (card >= remainders[j - 1]) {
                    card++;
                }
            }
            cards[i] = card;
        }
        return cards;
    }
}
