/// Several sources in one folder.
@NullMarked
package dev.jong.kubelet.volume.projected;

import org.jspecify.annotations.NullMarked;
