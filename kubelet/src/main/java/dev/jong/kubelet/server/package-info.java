/// The kubelet's HTTPS server: logs, exec, attach, port-forward, Pods and health.
@NullMarked
package dev.jong.kubelet.server;

import org.jspecify.annotations.NullMarked;
