/// The cluster's certificates and keys.
@NullMarked
package dev.jong.cluster.pki;

import org.jspecify.annotations.NullMarked;
