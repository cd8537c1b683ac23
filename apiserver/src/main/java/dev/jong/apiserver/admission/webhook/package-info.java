/// Webhooks that change or refuse objects (`admissionregistration.k8s.io/v1`).
@NullMarked
package dev.jong.apiserver.admission.webhook;

import org.jspecify.annotations.NullMarked;
