/// Volumes that a Pod claims: what stands behind the claim.
@NullMarked
package dev.jong.kubelet.volume.claim;

import org.jspecify.annotations.NullMarked;
