/// Policies whose decisions are expressions: ValidatingAdmissionPolicy, MutatingAdmissionPolicy,
/// and the match conditions that webhooks share with them.
@NullMarked
package dev.jong.apiserver.admission.policy;

import org.jspecify.annotations.NullMarked;
