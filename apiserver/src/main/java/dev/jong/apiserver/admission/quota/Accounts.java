package dev.jong.apiserver.admission.quota;

import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers since when nobody but this server has written a quota's `used`.
///
/// What was charged can be given back only as long as that is so: when the quota controller has
/// counted anew, an object that was never stored is no longer in the sum.
final class Accounts {
    private static final int MOST = 1000;

    /// @param revision at which this server left the quota
    /// @param since a number that changes whenever somebody else has written
    private record Account(String revision, long since) {}

    /// By the quota's uid, the one that was not used for longest first. Guarded by this.
    private final Map<String, Account> accounts =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
                    return size() > MOST;
                }
            };

    /// Guarded by this.
    private long counted;

    /// This server has changed a quota.
    ///
    /// @return what [#untouched] asks for
    synchronized long written(String uid, String before, String after) {
        var known = accounts.get(uid);
        long since = known != null && known.revision().equals(before) ? known.since() : ++counted;
        accounts.put(uid, new Account(after, since));
        return since;
    }

    /// Whether nobody else has written since a charge.
    ///
    /// @param revision the quota's newest
    synchronized boolean untouched(String uid, String revision, long since) {
        var known = accounts.get(uid);
        return known != null && known.since() == since && known.revision().equals(revision);
    }
}
