@NullMarked
package dev.jong.kubelet.log;

import org.jspecify.annotations.NullMarked;
