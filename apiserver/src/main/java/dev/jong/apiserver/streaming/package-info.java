/// Bytes between clients and kubelets, Pods and Services: logs, exec, attach, port-forward, proxy.
@NullMarked
package dev.jong.apiserver.streaming;

import org.jspecify.annotations.NullMarked;
