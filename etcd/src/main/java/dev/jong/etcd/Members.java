package dev.jong.etcd;

import dev.jong.etcd.rpc.ClusterGrpc;
import dev.jong.etcd.rpc.LeaseGrpc;
import dev.jong.etcd.rpc.LeaseKeepAliveRequest;
import dev.jong.etcd.rpc.MaintenanceGrpc;
import dev.jong.etcd.rpc.MemberAddRequest;
import dev.jong.etcd.rpc.MemberListRequest;
import dev.jong.etcd.rpc.MemberRemoveRequest;
import dev.jong.etcd.rpc.StatusRequest;
import dev.jong.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The machines that make up one etcd.
public final class Members {
    private static final Duration ONE_TRY = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Requests requests;

    Members(Requests requests) {
        this.requests = requests;
    }

    /// One member.
    ///
    /// @param name empty until it has joined
    /// @param peers where other members reach it
    /// @param clients where clients reach it; empty until it has joined
    public record Member(long id, String name, List<URI> peers, List<URI> clients) {
        public Member {
            peers = List.copyOf(peers);
            clients = List.copyOf(clients);
        }
    }

    public List<Member> list() {
        return requests
                .read(
                        ClusterGrpc.getMemberListMethod(),
                        MemberListRequest.newBuilder().setLinearizable(true).build())
                .getMembersList()
                .stream()
                .map(Members::member)
                .toList();
    }

    /// Announces a member that is about to start; nothing changes when it is there already.
    ///
    /// @return all members, with the new one
    public List<Member> add(URI peer) {
        var request = MemberAddRequest.newBuilder().addPeerURLs(peer.toString()).build();
        return changed(
                () -> requests.change(ClusterGrpc.getMemberAddMethod(), request, ONE_TRY),
                members -> members.stream().anyMatch(each -> each.peers().contains(peer)));
    }

    /// Lets the others go on without a member; nothing changes when it is gone already.
    public void remove(long id) {
        var request = MemberRemoveRequest.newBuilder().setID(id).build();
        changed(
                () -> requests.change(ClusterGrpc.getMemberRemoveMethod(), request, ONE_TRY),
                members -> members.stream().noneMatch(each -> each.id() == id));
    }

    /// A change of members that meets an election may be lost without a word: what became of it is
    /// looked up, and it is asked for again.
    private List<Member> changed(Runnable change, Predicate<List<Member>> done) {
        var until = System.nanoTime() + requests.patience().toNanos();
        while (true) {
            var before = list();
            if (done.test(before)) {
                return before;
            }
            try {
                change.run();
            } catch (StoreException.Undecided | StoreException.Unavailable e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
            }
        }
    }

    private static Member member(dev.jong.etcd.rpc.Member member) {
        return new Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList().stream().map(URI::create).toList(),
                member.getClientURLsList().stream().map(URI::create).toList());
    }

    /// The version that runs at an endpoint, when it answers.
    Optional<String> version(Endpoint endpoint) {
        try {
            return Optional.of(
                    ClientCalls.blockingUnaryCall(
                                    endpoint.channel(),
                                    MaintenanceGrpc.getStatusMethod(),
                                    within(),
                                    StatusRequest.getDefaultInstance())
                            .getVersion());
        } catch (StatusRuntimeException _) {
            return Optional.empty();
        }
    }

    boolean keepAlive(long lease) {
        return requests.first(
                                LeaseGrpc.getLeaseKeepAliveMethod(),
                                LeaseKeepAliveRequest.newBuilder().setID(lease).build())
                        .getTTL()
                > 0;
    }

    private static CallOptions within() {
        return CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
