/// This machine: its programs, packages, kernel and network.
@NullMarked
package dev.jong.cluster.machine;

import org.jspecify.annotations.NullMarked;
