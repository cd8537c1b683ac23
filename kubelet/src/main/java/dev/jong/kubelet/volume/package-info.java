/// Folders and files that a Pod sees.
@NullMarked
package dev.jong.kubelet.volume;

import org.jspecify.annotations.NullMarked;
