package dev.jong.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a server shows to which client, and how it lets itself be spoken to.
///
/// @param identity shown to whoever asks for a name that is not known, or for none; it says whom
///   the server believes
/// @param named shown instead to those who ask for one of these names (RFC 6066, 3), or who come to
///   one of these addresses without asking for a name. `*.` in front stands for one label
/// @param terms how connections may be protected
public record TlsServing(TlsIdentity identity, Map<String, TlsIdentity> named, TlsTerms terms) {
    public TlsServing {
        named = Map.copyOf(named);
    }

    public static TlsServing of(TlsIdentity identity) {
        return new TlsServing(identity, Map.of(), TlsTerms.DEFAULT);
    }

    /// Under which of the names is shown what a client asks for.
    ///
    /// @param asked "" when the client asked for none
    /// @param address to which it came
    /// @return "" for the standard identity
    static String nameFor(String asked, String address, Iterable<String> names) {
        var known = new LinkedHashMap<String, String>();
        names.forEach(name -> known.put(name.toLowerCase(Locale.ROOT), name));
        var wanted = (asked.isEmpty() ? address : asked).toLowerCase(Locale.ROOT);
        var whole = known.get(wanted);
        if (whole != null || asked.isEmpty()) {
            return whole == null ? "" : whole;
        }
        int dot = wanted.indexOf('.');
        var any = dot < 0 ? "*" : "*" + wanted.substring(dot);
        return known.getOrDefault(any, "");
    }
}
