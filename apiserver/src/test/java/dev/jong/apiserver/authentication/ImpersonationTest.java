package dev.jong.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a caller must be allowed to act as another (KEP-5284): `verb resource name`, with the
/// namespace before the name and the subresource after the resource.
class ImpersonationTest {
    private static final User ALICE = User.of("alice", List.of("developers"));
    private static final User AGENT =
            new User(
                    "system:serviceaccount:ns:agent",
                    "",
                    List.of(),
                    Map.of("authentication.kubernetes.io/node-name", List.of("node-1")));

    private final List<String> asked = new ArrayList<>();

    private Impersonation allowing(String... allowed) {
        var all = Set.of(allowed);
        return new Impersonation(
                attributes -> {
                    var question =
                            attributes.verb()
                                    + ' '
                                    + attributes.wholeResource()
                                    + ' '
                                    + (attributes.namespace().isEmpty()
                                            ? ""
                                            : attributes.namespace() + '/')
                                    + attributes.name();
                    asked.add(question.strip());
                    return all.contains(question.strip())
                            ? new Decision.Allow("")
                            : new Decision.NoOpinion("");
                },
                (_, _, _) -> {});
    }

    private static Attributes list(User caller) {
        return Attributes.resource(caller, "list", "", "pods", "", "");
    }

    @Test
    void aUserNeedsTheRequestAndTheUser() {
        var impersonation =
                allowing("impersonate-on:user-info:list pods", "impersonate:user-info users bob");

        var acting = impersonation.apply(User.of("bob", List.of()), list(ALICE));

        assertThat(acting.user()).isEqualTo(User.of("bob", List.of("system:authenticated")));
        assertThat(acting.constraint()).isEqualTo("impersonate:user-info");
    }

    @Test
    void theOldWayIsOpenToAllRequests() {
        var impersonation = allowing("impersonate users bob", "impersonate groups ops");

        var acting = impersonation.apply(User.of("bob", List.of("ops")), list(ALICE));

        assertThat(acting.user().groups()).containsExactly("ops", "system:authenticated");
        assertThat(acting.constraint()).isEmpty();
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:user-info:list pods",
                        "impersonate users bob",
                        "impersonate groups ops");
        asked.clear();
        impersonation.apply(User.of("bob", List.of()), list(ALICE));
        assertThat(asked).containsExactly("impersonate users bob");
    }

    @Test
    void aServiceAccountIsInItsGroups() {
        var impersonation =
                allowing(
                        "impersonate-on:serviceaccount:list pods",
                        "impersonate:serviceaccount serviceaccounts ns/robot");

        var acting =
                impersonation.apply(
                        User.of("system:serviceaccount:ns:robot", List.of()), list(ALICE));

        assertThat(acting.user().groups())
                .containsExactly(
                        "system:serviceaccounts",
                        "system:serviceaccounts:ns",
                        "system:authenticated");
    }

    @Test
    void anAgentMayBeTheNodeItRunsOn() {
        var impersonation =
                allowing(
                        "impersonate-on:associated-node:list pods",
                        "impersonate:associated-node nodes *");

        var acting = impersonation.apply(User.of("system:node:node-1", List.of()), list(AGENT));

        assertThat(acting.user())
                .isEqualTo(
                        User.of(
                                "system:node:node-1",
                                List.of("system:nodes", "system:authenticated")));
        assertThat(acting.constraint()).isEqualTo("impersonate:associated-node");
        var other = User.of("system:node:node-2", List.of());
        assertThatThrownBy(() -> impersonation.apply(other, list(AGENT)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("cannot impersonate-on:arbitrary-node:list resource");
    }

    @Test
    void nobodyBecomesAMasterInANewWay() {
        var impersonation =
                allowing("impersonate-on:user-info:list pods", "impersonate:user-info users bob");
        var master = User.of("bob", List.of("system:masters"));

        assertThatThrownBy(() -> impersonation.apply(master, list(ALICE)))
                .hasMessageContaining("impersonating the system:masters group is not allowed");
        assertThat(
                        allowing("impersonate users bob", "impersonate groups system:masters")
                                .apply(master, list(ALICE))
                                .mode())
                .isEqualTo(ImpersonationMode.LEGACY);
    }

    @Test
    void manyGroupsAreAskedAboutAtOnce() {
        var impersonation =
                allowing(
                        "impersonate-on:user-info:list pods",
                        "impersonate:user-info users bob",
                        "impersonate:user-info groups *");

        impersonation.apply(User.of("bob", List.of("a", "b", "c", "d")), list(ALICE));

        assertThat(asked).endsWith("impersonate:user-info groups *").hasSize(3);
    }

    @Test
    void extraKeysBelongToDomains() {
        var impersonation =
                allowing(
                        "impersonate-on:user-info:list pods",
                        "impersonate:user-info users bob",
                        "impersonate:user-info userextras/x.io/a v");
        var good = new User("bob", "", List.of(), Map.of("x.io/a", List.of("v")));
        var bad = new User("bob", "", List.of(), Map.of("scopes", List.of("v")));

        assertThat(impersonation.apply(good, list(ALICE)).user().extra()).containsKey("x.io/a");
        assertThatThrownBy(() -> impersonation.apply(bad, list(ALICE)))
                .hasMessageContaining(
                        "impersonating an invalid key in extra is not allowed: extra.key: Invalid"
                                + " value: \"scopes\": must be a domain-prefixed path (such as"
                                + " \"acme.io/foo\")");
    }

    @Test
    void namesWhoWasWantedWithoutAName() {
        var headers = Headers.of("Impersonate-Group", "ops", "Impersonate-Extra-X.io%2fA", "v");

        assertThatThrownBy(() -> allowing().wanted(headers))
                .hasMessage(
                        "requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"ops\"},"
                                + " Extra:map[string][]string{\"x.io/a\":[]string{\"v\"}}} without"
                                + " impersonating a user name");
        assertThat(allowing().wanted(Headers.of())).isEmpty();
    }
}
