package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.jong.api.names.Names;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.apiserver.authorization.Selection;
import dev.jong.apiserver.request.User;
import java.util.List;

/// The variable `authorizer`: what may somebody do?
///
/// @param user the one who asks, until `serviceAccount` names another
public record AuthorizerValue(User user, Authorizer authorizer) implements Opaque {
    public static final CelType TYPE = AUTHORIZER;
    public static final CelType RESOURCE_TYPE = RESOURCE_CHECK;

    static void addTo(Functions functions) {
        functions
                .member(
                        "path",
                        "authorizer_path",
                        Body.of(AuthorizerValue.class, String.class, AuthorizerValue::path),
                        PATH_CHECK,
                        AUTHORIZER,
                        STRING)
                .member(
                        "group",
                        "authorizer_group",
                        Body.of(AuthorizerValue.class, String.class, GroupCheck::new),
                        GROUP_CHECK,
                        AUTHORIZER,
                        STRING)
                .member(
                        "serviceAccount",
                        "authorizer_serviceaccount",
                        Body.of(
                                AuthorizerValue.class,
                                String.class,
                                String.class,
                                AuthorizerValue::serviceAccount),
                        AUTHORIZER,
                        AUTHORIZER,
                        STRING,
                        STRING)
                .member(
                        "resource",
                        "groupcheck_resource",
                        Body.of(GroupCheck.class, String.class, GroupCheck::resource),
                        RESOURCE_CHECK,
                        GROUP_CHECK,
                        STRING)
                .member(
                        "subresource",
                        "resourcecheck_subresource",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::withSubresource),
                        RESOURCE_CHECK,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "namespace",
                        "resourcecheck_namespace",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::withNamespace),
                        RESOURCE_CHECK,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "name",
                        "resourcecheck_name",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::withName),
                        RESOURCE_CHECK,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "fieldSelector",
                        "authorizer_fieldselector",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::withFields),
                        RESOURCE_CHECK,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "labelSelector",
                        "authorizer_labelselector",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::withLabels),
                        RESOURCE_CHECK,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "check",
                        "pathcheck_check",
                        Body.of(PathCheck.class, String.class, PathCheck::check),
                        DECISION,
                        PATH_CHECK,
                        STRING)
                .member(
                        "check",
                        "resourcecheck_check",
                        Body.of(ResourceCheck.class, String.class, ResourceCheck::check),
                        DECISION,
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "allowed",
                        "decision_allowed",
                        Body.of(Answer.class, answer -> answer.decision.allowed()),
                        BOOL,
                        DECISION)
                .member(
                        "reason",
                        "decision_reason",
                        Body.of(Answer.class, answer -> answer.decision.reason()),
                        STRING,
                        DECISION)
                .member(
                        "errored",
                        "decision_errored",
                        Body.of(Answer.class, _ -> false),
                        BOOL,
                        DECISION)
                .member(
                        "error",
                        "decision_error",
                        Body.of(Answer.class, _ -> ""),
                        STRING,
                        DECISION);
    }

    @Override
    public String type() {
        return AUTHORIZER.name();
    }

    /// The variable `authorizer.requestResource`.
    ///
    /// @param request of which only the place counts
    public Object resource(Attributes request) {
        return new ResourceCheck(
                new GroupCheck(this, request.group()),
                request.resource(),
                request.subresource(),
                request.namespace(),
                request.name(),
                request.selection());
    }

    private Object path(String path) {
        if (path.isBlank()) {
            throw new CelException.Failed("path must not be empty");
        }
        return new PathCheck(this, path);
    }

    private Object serviceAccount(String namespace, String name) {
        if (!Names.subdomain(name).isEmpty()) {
            throw new CelException.Failed("Invalid service account name");
        }
        if (!Names.label(namespace).isEmpty()) {
            throw new CelException.Failed("Invalid service account namespace");
        }
        var account =
                User.of(
                        "system:serviceaccount:" + namespace + ":" + name,
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + namespace,
                                User.AUTHENTICATED));
        return new AuthorizerValue(account, authorizer);
    }

    private record PathCheck(AuthorizerValue authorizer, String path) implements Opaque {
        @Override
        public String type() {
            return PATH_CHECK.name();
        }

        private Object check(String verb) {
            return new Answer(
                    authorizer.authorizer.decide(Attributes.path(authorizer.user, verb, path)));
        }
    }

    private record GroupCheck(AuthorizerValue authorizer, String group) implements Opaque {
        @Override
        public String type() {
            return GROUP_CHECK.name();
        }

        private Object resource(String resource) {
            if (resource.isBlank()) {
                throw new CelException.Failed("resource must not be empty");
            }
            return new ResourceCheck(this, resource, "", "", "", Selection.NONE);
        }
    }

    private record ResourceCheck(
            GroupCheck group,
            String resource,
            String subresource,
            String namespace,
            String name,
            Selection selection)
            implements Opaque {
        @Override
        public String type() {
            return RESOURCE_CHECK.name();
        }

        private Object withSubresource(String other) {
            return new ResourceCheck(group, resource, other, namespace, name, selection);
        }

        private Object withNamespace(String other) {
            return new ResourceCheck(group, resource, subresource, other, name, selection);
        }

        private Object withName(String other) {
            return new ResourceCheck(group, resource, subresource, namespace, other, selection);
        }

        private Object withFields(String text) {
            return new ResourceCheck(
                    group, resource, subresource, namespace, name, selection.withFields(text));
        }

        private Object withLabels(String text) {
            return new ResourceCheck(
                    group, resource, subresource, namespace, name, selection.withLabels(text));
        }

        private Object check(String verb) {
            var authorizer = group.authorizer();
            return new Answer(
                    authorizer.authorizer.decide(
                            new Attributes(
                                    authorizer.user,
                                    true,
                                    verb,
                                    group.group(),
                                    "*",
                                    namespace,
                                    resource,
                                    subresource,
                                    name,
                                    "",
                                    selection)));
        }
    }

    private record Answer(Decision decision) implements Opaque {
        @Override
        public String type() {
            return DECISION.name();
        }
    }
}
