/// Counts how many Pods may be evicted.
@NullMarked
package dev.jong.controllers.disruption;

import org.jspecify.annotations.NullMarked;
