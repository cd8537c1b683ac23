/// Cluster DNS, by the Kubernetes DNS-based service discovery specification 1.1.0.
@NullMarked
package dev.jong.dns;

import org.jspecify.annotations.NullMarked;
