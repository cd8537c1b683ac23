/// The Pod Security Standards: what Pods of a namespace may ask of their node.
///
/// Source: KEP-2579, `k8s.io/pod-security-admission`.
@NullMarked
package dev.jong.apiserver.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
