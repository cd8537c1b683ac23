package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Runs kubectl against this cluster, whatever context is chosen elsewhere.
final class Kubectl implements Command {
    @Override
    public String name() {
        return "kubectl";
    }

    @Override
    public String usage() {
        return "ARGUMENTS";
    }

    @Override
    public boolean passesOn() {
        return true;
    }

    @Override
    public String summary() {
        return "run kubectl against this cluster";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var program =
                Program.find("kubectl")
                        .orElseThrow(() ->
                                new ClusterException.Refused(
                                        "there is no kubectl on the PATH: install one, any version from v1.28 will do"));
        var kubeconfig = context.home().kubeconfig();
        if (!Files.exists(kubeconfig)) {
            throw new ClusterException.Refused(
                    "there is no cluster in " + context.home().root() + ": run `jong up`");
        }
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new ClusterException.ProgramFailed(
                    "kubectl could not be started: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
