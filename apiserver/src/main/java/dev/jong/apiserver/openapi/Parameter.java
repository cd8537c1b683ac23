package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/// A parameter of a path or of its query.
///
/// @param in `path` or `query`
record Parameter(String name, String in, String description, String type) {
    static final Parameter PRETTY =
            query("pretty", "Whether the answer is laid out for people.", "string");
    static final Parameter NAMESPACE = path("namespace", "The namespace that the objects are in.");

    private static final Parameter DRY_RUN =
            query("dryRun", "All: goes through every stage, but nothing is stored.", "string");
    private static final Parameter FIELD_MANAGER =
            query(
                    "fieldManager",
                    "Who makes the change: at most 128 printable characters.",
                    "string");
    private static final Parameter FIELD_VALIDATION =
            query(
                    "fieldValidation",
                    "What happens to unknown and duplicate fields: Ignore, Warn (the default) or Strict.",
                    "string");

    private static final List<Parameter> SELECTING =
            List.of(
                    query(
                            "continue",
                            "Where the next part of a list begins, as the part before said.",
                            "string"),
                    query(
                            "fieldSelector",
                            "Only objects whose fields match; all when empty.",
                            "string"),
                    query(
                            "labelSelector",
                            "Only objects whose labels match; all when empty.",
                            "string"),
                    query(
                            "limit",
                            "The most objects to answer with; the rest is had with continue.",
                            "integer"),
                    query(
                            "resourceVersion",
                            "Which state of the data the answer must show.",
                            "string"),
                    query(
                            "resourceVersionMatch",
                            "How resourceVersion is meant: Exact or NotOlderThan.",
                            "string"),
                    query(
                            "sendInitialEvents",
                            "Whether a watch begins with everything there is, ended by a bookmark.",
                            "boolean"),
                    query("timeoutSeconds", "How long a list or watch may take.", "integer"));

    static final List<Parameter> WRITE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);

    static final List<Parameter> PATCH =
            plus(
                    WRITE,
                    query("force", "Whether an apply takes fields that others own.", "boolean"));

    static final List<Parameter> DELETE =
            List.of(
                    DRY_RUN,
                    query(
                            "gracePeriodSeconds",
                            "How long the object may take to end; 0: at once.",
                            "integer"),
                    query(
                            "ignoreStoreReadErrorWithClusterBreakingPotential",
                            "Whether an object that cannot be read any more is removed all the same.",
                            "boolean"),
                    query("orphanDependents", "Deprecated: use propagationPolicy.", "boolean"),
                    query(
                            "propagationPolicy",
                            "What becomes of dependents: Orphan, Background or Foreground.",
                            "string"));

    static final List<Parameter> DELETE_COLLECTION =
            plus(SELECTING, DELETE.toArray(new Parameter[0]));

    static final List<Parameter> LIST =
            plus(
                    SELECTING,
                    query("allowWatchBookmarks", "Whether a watch may carry bookmarks.", "boolean"),
                    query("watch", "Whether to go on with the changes as they happen.", "boolean"));

    /// Of one custom object.
    static final List<Parameter> GET_CUSTOM =
            SELECTING.stream().filter(each -> each.name().equals("resourceVersion")).toList();

    static Parameter query(String name, String description, String type) {
        return new Parameter(name, "query", description, type);
    }

    static Parameter path(String name, String description) {
        return new Parameter(name, "path", description, "string");
    }

    static List<Parameter> plus(List<Parameter> some, Parameter... more) {
        var all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    JsonObject text(Dialect dialect) {
        var out =
                JsonObject.EMPTY.with("name", name).with("in", in).with("description", description);
        if (in.equals("path")) {
            out = out.with("required", JsonBoolean.TRUE);
        }
        return switch (dialect) {
            case V2 -> out.with("type", type).with("uniqueItems", JsonBoolean.TRUE);
            case V3 ->
                    out.with(
                            "schema",
                            JsonObject.of("type", new JsonText(type))
                                    .with("uniqueItems", JsonBoolean.TRUE));
        };
    }
}
