/// The store on etcd: its v3 API, and members of it that run on this machine.
@NullMarked
package dev.jong.etcd;

import org.jspecify.annotations.NullMarked;
