package dev.jong.apiserver.admission.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceQuotasTest {
    @TempDir Path folder;

    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void countsWhatIsStored() {
        limit("q", "{pods: 2, count/pods: 2}", "{pods: 0, count/pods: 0}");
        pod("a");
        pod("b");
        assertThat(used("q")).isEqualTo("{count/pods=2, pods=2}");
        assertThatThrownBy(() -> pod("c"))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessage(
                        "pods \"c\" is forbidden: exceeded quota: q, requested:"
                                + " count/pods=1,pods=1, used: count/pods=2,pods=2, limited:"
                                + " count/pods=2,pods=2");
    }

    @Test
    void manyAtOncePassNoLimit() throws InterruptedException, ExecutionException {
        limit("q", "{count/configmaps: 7}", "{count/configmaps: 0}");
        limit("r", "{configmaps: 9}", "{configmaps: 0}");
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 40; i++) {
            var name = "m" + i;
            tasks.add(() -> {
                try {
                    map(name);
                    return true;
                } catch (ApiException.Forbidden full) {
                    return false;
                }
            });
        }
        long stored = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                stored += task.get() ? 1 : 0;
            }
        }
        assertThat(stored).isEqualTo(7);
        assertThat(used("q")).isEqualTo("{count/configmaps=7}");
        assertThat(used("r")).isEqualTo("{configmaps=7}");
    }

    @Test
    void givesBackWhatWasNotStored() {
        limit("q", "{configmaps: 5}", "{configmaps: 0}");
        map("a");
        assertThatThrownBy(() -> map("a")).isInstanceOf(ApiException.AlreadyExists.class);
        assertThat(used("q")).isEqualTo("{configmaps=1}");
    }

    @Test
    void keepsWhatTheControllerCountedMeanwhile() {
        limit("q", "{services: 5}", "{services: 0}");
        server.create(
                Service.KIND, "{metadata: {name: a}, spec: {clusterIP: None, ports: [{port: 1}]}}");
        limit("q", "{services: 5}", "{services: 4}");
        assertThatThrownBy(() ->
                        server.create(
                                Service.KIND,
                                "{metadata: {name: a}, spec: {clusterIP: None, ports: [{port:"
                                        + " 1}]}}"))
                .isInstanceOf(ApiException.AlreadyExists.class);
        assertThat(used("q")).isEqualTo("{services=4}");
    }

    @Test
    void chargesNothingForADryRun() {
        limit("q", "{configmaps: 1}", "{configmaps: 0}");
        server.create(ConfigMap.KIND, "metadata: {name: a}", WriteOptions.DRY_RUN);
        assertThat(used("q")).isEqualTo("{configmaps=0}");
        map("a");
        assertThatThrownBy(() ->
                        server.create(ConfigMap.KIND, "metadata: {name: b}", WriteOptions.DRY_RUN))
                .isInstanceOf(ApiException.Forbidden.class);
    }

    @Test
    void chargesNoQuotaWhenAnotherIsFull() {
        limit("a", "{configmaps: 5}", "{configmaps: 0}");
        limit("z", "{count/configmaps: 0}", "{count/configmaps: 0}");
        assertThatThrownBy(() -> map("a")).hasMessageContaining("exceeded quota: z");
        assertThat(used("a")).isEqualTo("{configmaps=0}");
    }

    private void pod(String name) {
        server.create(
                Pod.KIND,
                "{metadata: {name: " + name + "}, spec: {containers: [{name: a, image: i}]}}");
    }

    private void map(String name) {
        server.create(ConfigMap.KIND, "metadata: {name: " + name + "}");
    }

    /// A quota whose usage has been counted, as the controller does, and that admission knows of.
    private void limit(String name, String hard, String used) {
        var quotas = server.of(ResourceQuota.KIND);
        var wanted =
                LiveServer.read(
                        ResourceQuota.KIND,
                        "{metadata: {name: "
                                + name
                                + "}, spec: {hard: "
                                + hard
                                + "}, status: {hard: "
                                + hard
                                + ", used: "
                                + used
                                + "}}");
        if (quotas.list(LiveServer.NAMESPACE, ListQuery.ALL).items().stream()
                .noneMatch(version -> version.object().name().equals(name))) {
            quotas.create(LiveServer.NAMESPACE, wanted, WriteOptions.DEFAULT);
        }
        quotas.change(
                LiveServer.NAMESPACE,
                name,
                "status",
                quota -> quota.withStatus(wanted.status()),
                WriteOptions.DEFAULT);
        server.settle();
    }

    private String used(String name) {
        return new TreeMap<>(server.get(ResourceQuota.KIND, name).status().used()).toString();
    }
}
