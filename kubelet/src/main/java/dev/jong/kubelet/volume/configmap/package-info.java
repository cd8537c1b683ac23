/// The entries of a ConfigMap as files.
@NullMarked
package dev.jong.kubelet.volume.configmap;

import org.jspecify.annotations.NullMarked;
