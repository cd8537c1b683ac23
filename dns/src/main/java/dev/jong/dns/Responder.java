package dev.jong.dns;

import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Turns a question of the wire into an answer of the wire (RFC 1035, RFC 6891).
final class Responder {
    /// UDP payload that clients without EDNS can take.
    static final int PLAIN_UDP_SIZE = 512;

    private static final int LARGEST_UDP_SIZE = 4096;

    private final ClusterZone zone;

    Responder(ClusterZone zone) {
        this.zone = zone;
    }

    /// What to do about a question.
    sealed interface Reply {
        /// Send these.
        record Ready(Message message) implements Reply {}

        /// Ask the machine's resolvers, with the question as it came.
        record Forward() implements Reply {}

        /// Send `message` after the addresses of `target` have been added to it.
        record Follow(Message message, Name target, int type) implements Reply {}
    }

    Reply reply(Message query) {
        var question = query.getQuestion();
        if (question == null || query.getHeader().getOpcode() != 0) {
            return new Reply.Ready(start(query, Rcode.NOTIMP));
        }
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY)
            return new Reply.Forward();
        return switch (zone.answer(question.getName(), question.getType())) {
            case Answer.Elsewhere() -> new Reply.Forward();
            case Answer.Unknown() -> new Reply.Ready(negative(query, Rcode.NXDOMAIN));
            case Answer.Found(var answers, var additional) ->
                    new Reply.Ready(
                            answers.isEmpty()
                                    ? negative(query, Rcode.NOERROR)
                                    : positive(query, answers, additional));
            case Answer.Alias(var cname, var target) -> alias(query, cname, target);
        };
    }

    /// An answer within the cluster to a question about `target`, when it is one of ours.
    private Reply alias(Message query, Record cname, Name target) {
        int type = query.getQuestion().getType();
        var message = positive(query, List.of(cname), List.of());
        if (type != Type.A && type != Type.AAAA) return new Reply.Ready(message);
        return switch (zone.answer(target, type)) {
            case Answer.Found(var answers, _) -> {
                answers.forEach(record -> message.addRecord(record, Section.ANSWER));
                yield new Reply.Ready(message);
            }
            case Answer.Unknown(), Answer.Alias(_, _) -> new Reply.Ready(message);
            case Answer.Elsewhere() -> new Reply.Follow(message, target, type);
        };
    }

    Message failure(Message query, int code) {
        return start(query, code);
    }

    /// Bytes of at most what the client takes over UDP; over TCP everything.
    static byte[] bytes(Message answer, Message query, boolean datagram) {
        return datagram ? answer.toWire(udpSize(query)) : answer.toWire();
    }

    private static int udpSize(Message query) {
        OPTRecord options = query.getOPT();
        if (options == null) return PLAIN_UDP_SIZE;
        return Math.clamp(options.getPayloadSize(), PLAIN_UDP_SIZE, LARGEST_UDP_SIZE);
    }

    private Message positive(Message query, List<Record> answers, List<Record> additional) {
        var message = start(query, Rcode.NOERROR);
        answers.forEach(record -> message.addRecord(record, Section.ANSWER));
        additional.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
        return message;
    }

    private Message negative(Message query, int code) {
        var message = start(query, code);
        message.addRecord(zone.authority(), Section.AUTHORITY);
        return message;
    }

    private static Message start(Message query, int code) {
        var message = new Message(query.getHeader().getID());
        var header = message.getHeader();
        header.setOpcode(query.getHeader().getOpcode());
        header.setFlag(Flags.QR);
        header.setFlag(Flags.AA);
        if (query.getHeader().getFlag(Flags.RD)) header.setFlag(Flags.RD);
        header.setFlag(Flags.RA);
        header.setRcode(code);
        if (query.getQuestion() != null) message.addRecord(query.getQuestion(), Section.QUESTION);
        if (query.getOPT() != null) {
            message.addRecord(new OPTRecord(LARGEST_UDP_SIZE, 0, 0), Section.ADDITIONAL);
        }
        return message;
    }
}
