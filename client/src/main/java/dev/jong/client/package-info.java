/// List-watch for everyone else: typed client, informers, leader election, kubeconfig.
@NullMarked
package dev.jong.client;

import org.jspecify.annotations.NullMarked;
