package dev.jong.cluster.command;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Deletion;
import dev.jong.client.ListOptions;
import dev.jong.cluster.Cluster;
import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.EmbeddedCluster;
import dev.jong.cluster.Home;
import dev.jong.cluster.log.Logging;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Goes through what a cluster does when it starts and is first asked, so that the JVM can keep
/// what it learned in an AOT cache. Its home is thrown away afterwards.
final class Train implements Command {
    private static final int OBJECTS = 300;
    private static final int FREE_PORT = 0;

    @Override
    public String name() {
        return "train";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public String summary() {
        return "";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        Commands.run(List.of("help"), context.terminal(), context.environment());
        Commands.run(List.of("status"), context.terminal(), context.environment());
        var cluster = new EmbeddedCluster().apply(Map.of("nodes", "1"));
        if (cluster.get("close") instanceof Runnable close) {
            close.run();
        }
        var home = context.home();
        home.create();
        Logging.toFile(home.logFile());
        // Once as the first start and once as a later one, which finds what the first wrote.
        controlPlane(home);
        controlPlane(home);
        return 0;
    }

    private static void controlPlane(Home home) {
        var config = ClusterConfig.of(home, FREE_PORT).withExtent(ClusterConfig.Extent.CONTROLLERS);
        try (var _ = Cluster.start(config, InstantSource.system(), _ -> {});
                var client = KubeconfigClient.open(home.kubeconfig())) {
            var maps = client.resources(ConfigMap.KIND).inNamespace("default");
            for (int i = 0; i < OBJECTS; i++) {
                maps.create(map("train-" + i));
                maps.get("train-" + i);
            }
            maps.deleteCollection(Deletion.DEFAULT, ListOptions.ALL);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + home.kubeconfig(), e);
        }
    }

    private static ConfigMap map(String name) {
        var metadata = ObjectMeta.builder().name(name).namespace("default").build();
        return ConfigMap.builder().metadata(metadata).data(Map.of("key", "value")).build();
    }
}
