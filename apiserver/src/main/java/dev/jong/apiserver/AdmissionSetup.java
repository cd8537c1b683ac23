package dev.jong.apiserver;

import dev.jong.apiserver.admission.AdmissionMetrics;
import dev.jong.apiserver.admission.PluginChoice;
import dev.jong.apiserver.admission.StandardChain;
import dev.jong.apiserver.admission.podsecurity.PodSecurityFigures;
import dev.jong.apiserver.admission.policy.MutatingPolicies;
import dev.jong.apiserver.admission.policy.PolicyFigures;
import dev.jong.apiserver.admission.policy.ValidatingPolicies;
import dev.jong.apiserver.admission.policy.WebhookConditions;
import dev.jong.apiserver.admission.webhook.MutatingWebhooks;
import dev.jong.apiserver.admission.webhook.ValidatingWebhooks;
import dev.jong.apiserver.admission.webhook.WebhookMetrics;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.CertificateSubjects;
import dev.jong.apiserver.chain.Access;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.RegistryCluster;
import dev.jong.apiserver.registry.RegistryKinds;
import dev.jong.apiserver.webhook.HookClient;
import dev.jong.foundation.Metrics;
import java.util.ArrayList;
import java.util.Optional;

/// Decides which plugins look at what is written, and in which order.
final class AdmissionSetup {
    private AdmissionSetup() {}

    /// @param access empty when everybody is an administrator
    static void install(
            ApiServerConfig config,
            Registry registry,
            HookClient hooks,
            Optional<Access> access,
            Metrics figures) {
        var metrics = new AdmissionMetrics(figures);
        var webhooks = new WebhookMetrics(figures);
        var policies = new PolicyFigures(figures);
        var cluster = new RegistryCluster(registry);
        var kinds = new RegistryKinds(registry);
        var authorizer = access.map(Access::authorizer).orElse(Authorizer.MASTERS);
        var conditions = new WebhookConditions(cluster, authorizer);
        var further = new ArrayList<StandardChain.Plugin>();
        further.add(
                new StandardChain.Plugin(
                        "CertificateSubjectRestriction", new CertificateSubjects()));
        access.ifPresent(opened -> further.addAll(opened.admission(cluster)));
        further.add(
                new StandardChain.Plugin(
                        "MutatingAdmissionPolicy",
                        new MutatingPolicies(cluster, kinds, authorizer, policies)));
        further.add(
                new StandardChain.Plugin(
                        "MutatingAdmissionWebhook",
                        new MutatingWebhooks(cluster, hooks, conditions, webhooks)));
        further.add(
                new StandardChain.Plugin(
                        "ValidatingAdmissionPolicy",
                        new ValidatingPolicies(cluster, kinds, authorizer, policies)));
        further.add(
                new StandardChain.Plugin(
                        "ValidatingAdmissionWebhook",
                        new ValidatingWebhooks(cluster, hooks, conditions, webhooks)));
        registry.admit(
                StandardChain.of(
                        cluster,
                        config.random(),
                        config.clock(),
                        PluginChoice.of(config.flags()),
                        new PodSecurityFigures(figures),
                        metrics,
                        further));
    }
}
