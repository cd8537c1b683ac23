package dev.jong.api.apply;

import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who owns fields, how they came by them, and which.
///
/// @param applied by apply; else by create, update or patch
record Owner(
        String manager,
        boolean applied,
        String apiVersion,
        String subresource,
        @Nullable Instant time,
        FieldSet fields) {
    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";
    private static final String FIELDS_TYPE = "FieldsV1";

    /// @throws InvalidFields when the entry is not of a kind that is known, or unreadable
    static Owner of(ManagedFieldsEntry entry) {
        var operation = text(entry.operation());
        if (!operation.equals(APPLY) && !operation.equals(UPDATE)) {
            throw new InvalidFields("unexpected operation: " + operation);
        }
        if (text(entry.apiVersion()).isEmpty()) {
            throw new InvalidFields("missing apiVersion");
        }
        if (!text(entry.fieldsType()).equals(FIELDS_TYPE)) {
            throw new InvalidFields("unsupported fieldsType: " + entry.fieldsType());
        }
        var fields = entry.fieldsV1();
        return new Owner(
                text(entry.manager()),
                operation.equals(APPLY),
                text(entry.apiVersion()),
                text(entry.subresource()),
                entry.time(),
                fields == null ? FieldSet.EMPTY : FieldSet.ofJson(fields));
    }

    ManagedFieldsEntry toEntry() {
        JsonObject json = fields.toJson();
        return ManagedFieldsEntry.builder()
                .manager(manager)
                .operation(applied ? APPLY : UPDATE)
                .apiVersion(apiVersion)
                .subresource(subresource.isEmpty() ? null : subresource)
                .time(time)
                .fieldsType(FIELDS_TYPE)
                .fieldsV1(json)
                .build();
    }

    /// Whether both are the same owner; one who applies may change the version he applies with.
    boolean isSame(Owner other) {
        return manager.equals(other.manager)
                && applied == other.applied
                && subresource.equals(other.subresource)
                && (applied || apiVersion.equals(other.apiVersion));
    }

    Owner withFields(FieldSet others) {
        return new Owner(manager, applied, apiVersion, subresource, time, others);
    }

    Owner at(Instant now) {
        return withTime(now.truncatedTo(ChronoUnit.SECONDS));
    }

    Owner withTime(@Nullable Instant other) {
        return new Owner(manager, applied, apiVersion, subresource, other, fields);
    }

    /// The owner as its work looks to somebody else: to who scales, all that others own is a scale.
    Owner seenBy(Author author) {
        return author.subresource().equals("scale")
                ? new Owner(manager, applied, "autoscaling/v1", subresource, time, fields)
                : this;
    }

    /// As messages about conflicts name it.
    String shown() {
        var text = new StringBuilder("\"").append(manager).append('"');
        if (!subresource.isEmpty())
            text.append(" with subresource \"").append(subresource).append('"');
        if (applied) return text.toString();
        return text.append(" using ").append(apiVersion).toString();
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
