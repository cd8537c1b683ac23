/// Cluster DNS.
@NullMarked
package dev.jong.dns;

import org.jspecify.annotations.NullMarked;
