@NullMarked
package dev.jong.kubelet.server;

import org.jspecify.annotations.NullMarked;
