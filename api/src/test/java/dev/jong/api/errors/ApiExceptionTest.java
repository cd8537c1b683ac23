package dev.jong.api.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.GroupKind;
import dev.jong.api.GroupResource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiExceptionTest {
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource DEPLOYMENTS = new GroupResource("apps", "deployments");

    @Test
    void speaksUpstreamsWords() {
        assertThat(ApiException.notFound(PODS, "x"))
                .isInstanceOf(ApiException.NotFound.class)
                .hasMessage("pods \"x\" not found");
        assertThat(ApiException.modified(DEPLOYMENTS, "x"))
                .hasMessage(
                        "Operation cannot be fulfilled on deployments.apps \"x\": the object has"
                                + " been modified; please apply your changes to the latest version and"
                                + " try again");
        assertThat(ApiException.forbidden(PODS, "", "no")).hasMessage("pods is forbidden: no");
        assertThat(ApiException.tooLargeResourceVersion(9, 3, 1))
                .hasMessage("Timeout: Too large resource version: 9, current: 3");
    }

    @Test
    void carriesEachFieldAsACause() {
        var name = FieldPath.of("spec").child("containers").index(0).child("name");
        var failure =
                ApiException.invalid(
                        new GroupKind("", "Pod"), "x", List.of(FieldError.required(name, "")));
        assertThat(failure)
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessage("Pod \"x\" is invalid: spec.containers[0].name: Required value");
        assertThat(failure.failure().details().causes())
                .containsExactly(
                        new Failure.Cause(
                                "FieldValueRequired", "Required value", "spec.containers[0].name"));
    }
}
