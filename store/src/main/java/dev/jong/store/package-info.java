/// Revisioned keys with watch and leases; bytes only.
@NullMarked
package dev.jong.store;

import org.jspecify.annotations.NullMarked;
