/// DaemonSets keep one Pod on every node that fits.
@NullMarked
package dev.jong.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
