/// Service account tokens that are renewed in time.
@NullMarked
package dev.jong.kubelet.volume.token;

import org.jspecify.annotations.NullMarked;
