/// Puts it all together: PKI, configuration, supervision of containerd, the jong commands.
@NullMarked
package dev.jong.cluster;

import org.jspecify.annotations.NullMarked;
