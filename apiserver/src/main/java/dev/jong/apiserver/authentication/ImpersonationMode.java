package dev.jong.apiserver.authentication;

import dev.jong.api.names.Names;
import dev.jong.apiserver.request.User;
import java.util.List;

/// The ways in which a user may be let act as another (KEP-5284), in the order in which they are
/// tried: the narrowest first, and last the one that was there before.
public enum ImpersonationMode {
    /// A service account as the node on which its Pod runs.
    ASSOCIATED_NODE("associated-node"),
    ARBITRARY_NODE("arbitrary-node"),
    SERVICE_ACCOUNT("serviceaccount"),
    /// Who is neither a node nor a service account, with whatever is known of him.
    USER_INFO("user-info"),
    /// Anybody, for any request.
    LEGACY("legacy");

    private static final String NODE = "system:node:";
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String NODE_NAME = "authentication.kubernetes.io/node-name";

    private final String label;

    ImpersonationMode(String label) {
        this.label = label;
    }

    /// What metrics call it.
    public String label() {
        return label;
    }

    /// The verb that a caller has to be allowed on who he wants to be.
    public String verb() {
        return this == LEGACY ? "impersonate" : "impersonate:" + label;
    }

    /// The verb that a caller has to be allowed on what he asks for as another.
    ///
    /// @param verb of the request
    String verbOn(String verb) {
        return "impersonate-on:" + label + ":" + verb;
    }

    /// Whether it is a way for this caller to be who he wants.
    boolean fits(User wanted, User caller) {
        return switch (this) {
            case ASSOCIATED_NODE ->
                    isNode(wanted)
                            && account(caller.name()).length == 2
                            && List.of(node(wanted.name())).equals(caller.extra().get(NODE_NAME));
            case ARBITRARY_NODE -> isNode(wanted);
            case SERVICE_ACCOUNT -> account(wanted.name()).length == 2 && isNameAlone(wanted);
            case USER_INFO -> node(wanted.name()).isEmpty() && account(wanted.name()).length == 0;
            case LEGACY -> true;
        };
    }

    private static boolean isNode(User wanted) {
        return !node(wanted.name()).isEmpty() && isNameAlone(wanted);
    }

    private static boolean isNameAlone(User wanted) {
        return wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
    }

    /// The name of the node whose user name this is; empty if it is none's.
    static String node(String name) {
        if (!name.startsWith(NODE)) {
            return "";
        }
        var node = name.substring(NODE.length());
        return Names.subdomain(node).isEmpty() ? node : "";
    }

    /// Namespace and name of a service account's user name; empty if it is none.
    static String[] account(String name) {
        if (name.startsWith(ACCOUNT)) {
            var parts = name.substring(ACCOUNT.length()).split(":", -1);
            if (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
                return parts;
            }
        }
        return new String[0];
    }
}
