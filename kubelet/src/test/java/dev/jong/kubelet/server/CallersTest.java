package dev.jong.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.authentication.v1.TokenReview;
import dev.jong.api.authentication.v1.UserInfo;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.client.Client;
import dev.jong.client.Transport;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> asked = new ArrayList<>();
    private Instant time = NOW;
    private final InstantSource clock = () -> time;
    private final Callers callers = new Callers(new Client(reviews()), "node", clock);

    @Test
    void knowsNobodyWithoutACredential() {
        assertThatThrownBy(() -> admit("", "metrics"))
                .isInstanceOf(Refused.class)
                .hasMessage("Unauthorized");
        assertThatThrownBy(() -> admit("Bearer wrong", "metrics")).hasMessage("Unauthorized");
    }

    @Test
    void letsAUserDoWhatTheApiServerAllows() {
        assertThatCode(() -> admit("Bearer good", "metrics")).doesNotThrowAnyException();
        assertThatThrownBy(() -> admit("Bearer good", "exec"))
                .isInstanceOf(Refused.class)
                .hasMessage(
                        "Forbidden (user=prometheus, verb=get, resource=nodes, subresource(s)=[proxy])\n");
    }

    @Test
    void asksAgainOnlyAfterAWhile() {
        admit("Bearer good", "metrics");
        admit("Bearer good", "metrics");
        assertThat(asked).containsExactly("token good", "get nodes/metrics node");

        time = NOW.plusSeconds(301);
        admit("Bearer good", "metrics");
        assertThat(asked).hasSize(4);
    }

    @Test
    void takesEitherSubresourceWhereTwoWillDo() {
        assertThat(NodeAccess.of("GET", "pods").subresources()).containsExactly("pods", "proxy");
        assertThat(NodeAccess.of("POST", "exec"))
                .isEqualTo(new NodeAccess("create", List.of("proxy")));
    }

    private void admit(String authorization, String path) {
        callers.admit(Optional.empty(), authorization, NodeAccess.of("GET", path));
    }

    /// An API server that knows the token `good`, whose user may see metrics.
    private Transport reviews() {
        return (Transport)
                Proxy.newProxyInstance(
                        Transport.class.getClassLoader(),
                        new Class<?>[] {Transport.class},
                        (_, method, arguments) ->
                                method.getName().equals("create")
                                        ? answer(Objects.requireNonNull(arguments)[1])
                                        : null);
    }

    private Object answer(Object body) {
        if (body instanceof TokenReview review) {
            asked.add("token " + review.spec().token());
            var user =
                    UserInfo.builder().username("prometheus").groups(List.of("watchers")).build();
            return "good".equals(review.spec().token())
                    ? review.mapStatus(status -> status.withAuthenticated(true).withUser(user))
                    : review;
        }
        var review = (SubjectAccessReview) body;
        var what = Objects.requireNonNull(review.spec().resourceAttributes());
        asked.add(what.verb() + " nodes/" + what.subresource() + " " + what.name());
        return review.mapStatus(status -> status.withAllowed("metrics".equals(what.subresource())));
    }
}
