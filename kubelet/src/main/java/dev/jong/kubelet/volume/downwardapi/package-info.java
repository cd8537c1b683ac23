/// Facts about a Pod as files.
@NullMarked
package dev.jong.kubelet.volume.downwardapi;

import org.jspecify.annotations.NullMarked;
