package dev.jong.dns;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// What the cluster's zone has to say about a question.
sealed interface Answer {
    /// Records, or none for a name that exists without this type.
    record Found(List<Record> answers, List<Record> additional) implements Answer {}

    /// No such name (NXDOMAIN).
    record Unknown() implements Answer {}

    /// An alias to a name outside; whoever asks for addresses wants those of the target too.
    record Alias(Record cname, Name target) implements Answer {}

    /// Not a name of this cluster: ask the machine's resolvers.
    record Elsewhere() implements Answer {}
}
