package dev.jong.apiserver.flowcontrol;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which FlowSchema means which request, as of one moment.
final class Flows {
    private static final int MOST_USERS = 4096;

    private final List<Schema> schemas;
    private final Schema rest;
    private final Map<User, List<Candidate>> byUser = new ConcurrentHashMap<>();

    /// A FlowSchema and the level it leads to.
    record Schema(
            FlowSchema object,
            String name,
            String uid,
            Level level,
            String distinguisher,
            FlowMetrics.Flow figures) {
        Schema(FlowSchema object, Level level, FlowMetrics.Flow figures) {
            this(
                    object,
                    object.name(),
                    requireNonNullElse(object.metadata().uid(), ""),
                    level,
                    method(object),
                    figures);
        }

        private static String method(FlowSchema schema) {
            var method = schema.spec().distinguisherMethod();
            return method == null ? "" : method.type();
        }

        /// What makes a flow of this schema's requests.
        String flow(User user, RequestInfo info) {
            return switch (distinguisher) {
                case "ByUser" -> user.name();
                case "ByNamespace" -> info.namespace();
                default -> "";
            };
        }
    }

    /// A schema with those of its rules that mean requests of some user.
    private record Candidate(Schema schema, List<PolicyRulesWithSubjects> rules) {}

    /// @param schemas those whose level exists; `catch-all` means what no other does
    Flows(Collection<Schema> schemas) {
        this.schemas =
                schemas.stream()
                        .sorted(
                                Comparator.comparingInt((Schema schema) ->
                                                schema.object.spec().matchingPrecedence())
                                        .thenComparing(Schema::name))
                        .toList();
        rest =
                this.schemas.stream()
                        .filter(schema -> schema.name.equals("catch-all"))
                        .findFirst()
                        .orElseThrow();
    }

    Schema of(User user, RequestInfo info) {
        var candidates = byUser.get(user);
        if (candidates == null) {
            candidates = candidates(user);
            if (byUser.size() >= MOST_USERS) {
                byUser.clear();
            }
            byUser.put(user, candidates);
        }
        for (var candidate : candidates) {
            for (var rule : candidate.rules) {
                if (FlowMatch.request(rule, info)) {
                    return candidate.schema;
                }
            }
        }
        return rest;
    }

    private List<Candidate> candidates(User user) {
        var found = new ArrayList<Candidate>();
        for (var schema : schemas) {
            var rules =
                    schema.object.spec().rules().stream()
                            .filter(rule -> FlowMatch.subject(rule, user))
                            .toList();
            if (!rules.isEmpty()) {
                found.add(new Candidate(schema, rules));
            }
        }
        return List.copyOf(found);
    }
}
