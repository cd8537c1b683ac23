@NullMarked
package dev.jong.kubelet.image;

import org.jspecify.annotations.NullMarked;
