// The traces oracle records what the controller of Argo 4.1.2 makes of workflows whose pods end at random, as rows of
// traces.jsonl. README.md says how to run it.
package controller

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	apiv1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/record"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	wfutil "github.com/argoproj/argo-workflows/v4/workflow/util"
)

// oracleRow is a line of the input.
type oracleRow struct {
	ID         string                       `json:"id"`
	Seed       int64                        `json:"seed"`
	Metadata   json.RawMessage              `json:"metadata"`
	Spec       json.RawMessage              `json:"spec"`
	Libs       []json.RawMessage            `json:"libs,omitempty"`
	ConfigMaps map[string]map[string]string `json:"configMaps,omitempty"`
	// WaitSeconds is how much time goes by where only time helps; and, one time in ten, at any time.
	WaitSeconds int `json:"waitSeconds,omitempty"`
	// WaitsAnyTime lets time go by while pods run.
	WaitsAnyTime bool `json:"waitsAnyTime,omitempty"`
	// Shutdown is asked for after so many turns as ShutdownAfter says.
	Shutdown      string `json:"shutdown,omitempty"`
	ShutdownAfter int    `json:"shutdownAfter,omitempty"`
}

type oracle struct {
	ctx        context.Context
	controller *WorkflowController
	woc        *wfOperationCtx
	rng        *rand.Rand
	row        *oracleRow
	steps      []map[string]any
}

func TestTracesOracle(t *testing.T) {
	in, out := os.Getenv("ORACLE_IN"), os.Getenv("ORACLE_OUT")
	if in == "" {
		t.Skip("ORACLE_IN names no file")
	}
	// A pod that is gone is an error at once.
	t.Setenv("RECENTLY_STARTED_POD_DURATION", "0")
	f, err := os.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	done := 0
	if b, err := os.ReadFile(out); err == nil {
		done = strings.Count(string(b), "\n")
	}
	w, err := os.OpenFile(out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<26)
	for s.Scan() {
		if done > 0 {
			done--
			continue
		}
		var row oracleRow
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		ended := make(chan string, 1)
		go func() { ended <- oracleJSON(recordRow(&row)) }()
		select {
		case line := <-ended:
			_, _ = w.WriteString(line + "\n")
		case <-time.After(20 * time.Second):
			_, _ = w.WriteString(oracleJSON(map[string]any{"id": row.ID, "broken": "the controller hangs"}) + "\n")
		}
	}
}

func recordRow(row *oracleRow) (trace map[string]any) {
	defer func() {
		if r := recover(); r != nil {
			trace = map[string]any{"id": row.ID, "broken": fmt.Sprint(r)}
		}
	}()
	ctx := logging.TestContext(context.Background())
	wf := &wfv1.Workflow{TypeMeta: metav1.TypeMeta{APIVersion: "argoproj.io/v1alpha1", Kind: "Workflow"}}
	mustDecode(row.Metadata, &wf.ObjectMeta)
	mustDecode(row.Spec, &wf.Spec)
	options := []any{wf, &apiv1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "default", Namespace: wf.Namespace}}}
	for _, lib := range row.Libs {
		options = append(options, library(lib))
	}
	cancel, controller := newController(ctx, options...)
	defer cancel()
	controller.eventRecorderManager = &testEventRecorderManager{eventRecorder: record.NewFakeRecorder(1 << 16)}
	for name, data := range row.ConfigMaps {
		cm := &apiv1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: wf.Namespace}, Data: data}
		if _, err := controller.kubeclientset.CoreV1().ConfigMaps(wf.Namespace).Create(ctx, cm, metav1.CreateOptions{}); err != nil {
			panic(err)
		}
	}
	o := &oracle{ctx: ctx, controller: controller, rng: rand.New(rand.NewSource(row.Seed)), row: row}
	o.woc = newWorkflowOperationCtx(ctx, wf, controller)
	o.run()
	return map[string]any{"id": row.ID, "fresh": true, "setPodsOnly": true, "metadata": row.Metadata, "spec": row.Spec,
		"libs": row.Libs, "steps": o.steps}
}

func library(raw json.RawMessage) runtime.Object {
	var kind metav1.TypeMeta
	mustDecode(raw, &kind)
	if kind.Kind == "ClusterWorkflowTemplate" {
		var template wfv1.ClusterWorkflowTemplate
		mustDecode(raw, &template)
		return &template
	}
	var template wfv1.WorkflowTemplate
	mustDecode(raw, &template)
	return &template
}

func (o *oracle) run() {
	o.operate()
	for turn := 1; turn <= 80 && !o.woc.wf.Status.Phase.Completed(); turn++ {
		if o.row.Shutdown != "" && turn == o.row.ShutdownAfter {
			o.woc.wf.Spec.Shutdown = wfv1.ShutdownStrategy(o.row.Shutdown)
			o.steps = append(o.steps, map[string]any{"op": "shutdown", "strategy": o.row.Shutdown})
			o.operate()
			continue
		}
		if o.turn() {
			continue
		}
		if o.row.WaitSeconds == 0 || !o.waitsForTime() {
			return
		}
		o.wait()
	}
}

// turn lets some of what is open go on, and says whether there was something.
func (o *oracle) turn() bool {
	pods, tasks, suspended := o.openPods(), o.openTasks(), o.suspended()
	open := len(pods) + len(tasks) + len(suspended)
	if open == 0 {
		return false
	}
	if o.row.WaitsAnyTime && o.rng.Intn(10) == 0 {
		o.wait()
		return true
	}
	all := o.rng.Intn(3) == 0
	one := o.rng.Intn(open)
	switch {
	case all && len(pods) > 0:
	case one < len(pods):
		pods = pods[one : one+1]
	case one < len(pods)+len(tasks):
		o.endTask(tasks[one-len(pods)])
		o.operate()
		return true
	default:
		o.resume(suspended[one-len(pods)-len(tasks)])
		o.operate()
		return true
	}
	names := map[string]bool{}
	for _, p := range pods {
		names[p.Name] = true
	}
	if o.startPods(pods) {
		o.operate()
	}
	// The pods may have been ended by what their start has led to.
	var running []apiv1.Pod
	for _, p := range o.openPods() {
		if names[p.Name] && p.Status.Phase == apiv1.PodRunning && (!o.isDaemon(&p) || o.rng.Intn(12) == 0) {
			running = append(running, p)
		}
	}
	if len(running) > 0 {
		o.endPods(running)
		o.operate()
	}
	return true
}

// operate has the controller look until nothing changes any more, and records the tree.
func (o *oracle) operate() {
	for before, i := "", 0; i < 15; i++ {
		o.woc = newWorkflowOperationCtx(o.ctx, o.woc.wf, o.controller)
		o.woc.operate(o.ctx)
		o.syncPods()
		after := oracleJSON([]any{tracedNodes(o.woc.wf), o.woc.wf.Status.Phase, o.woc.wf.Status.Message})
		if after == before {
			break
		}
		before = after
	}
	step := map[string]any{"op": "operate", "phase": o.woc.wf.Status.Phase}
	if o.woc.wf.Status.Message != "" {
		step["message"] = o.woc.wf.Status.Message
	}
	if nodes := tracedNodes(o.woc.wf); len(nodes) > 0 {
		step["nodes"] = nodes
	}
	o.steps = append(o.steps, step)
}

// waitsForTime says whether something is there that only time ends.
func (o *oracle) waitsForTime() bool {
	for _, n := range o.woc.wf.Status.Nodes {
		if n.Fulfilled() {
			continue
		}
		if n.Type == wfv1.NodeTypeSuspend || n.Type == wfv1.NodeTypeRetry && strings.HasPrefix(n.Message, "Backoff for") {
			return true
		}
	}
	return false
}

// wait lets time go by: the controller has no clock to be set, so that everything becomes older instead.
func (o *oracle) wait() {
	by := time.Duration(o.row.WaitSeconds) * time.Second
	older := func(t metav1.Time) metav1.Time {
		if t.IsZero() {
			return t
		}
		return metav1.Time{Time: t.Add(-by)}
	}
	status := &o.woc.wf.Status
	status.StartedAt = older(status.StartedAt)
	for id, n := range status.Nodes {
		n.StartedAt, n.FinishedAt = older(n.StartedAt), older(n.FinishedAt)
		status.Nodes.Set(o.ctx, id, n)
	}
	o.steps = append(o.steps, map[string]any{"op": "wait", "seconds": o.row.WaitSeconds})
	o.operate()
}

// suspended names the Suspend nodes that wait for somebody.
func (o *oracle) suspended() []string {
	var names []string
	for _, n := range o.woc.wf.Status.Nodes {
		if n.IsActiveSuspendNode() {
			if tmpl, err := o.woc.GetNodeTemplate(o.ctx, &n); err == nil && tmpl != nil && tmpl.Suspend != nil && tmpl.Suspend.Duration == "" {
				names = append(names, n.Name)
			}
		}
	}
	sort.Strings(names)
	return names
}

// resume does what people do with a Suspend node: argo resume, stop or node set with a selector.
func (o *oracle) resume(name string) {
	workflows := o.controller.wfclientset.ArgoprojV1alpha1().Workflows(o.woc.wf.Namespace)
	if _, err := workflows.Update(o.ctx, o.woc.wf, metav1.UpdateOptions{}); err != nil {
		panic(err)
	}
	node, err := o.woc.wf.GetNodeByName(name)
	if err != nil {
		panic(err)
	}
	values := wfutil.SetOperationValues{Phase: wfv1.NodeSucceeded, OutputParameters: map[string]string{}}
	if node.Outputs != nil {
		for _, p := range node.Outputs.Parameters {
			if p.ValueFrom != nil && p.ValueFrom.Supplied != nil {
				values.OutputParameters[p.Name] = pick(o.rng, oracleValues)
			}
		}
	}
	if o.rng.Intn(4) == 0 {
		values.Phase, values.Message = wfv1.NodeFailed, "no"
	}
	if err := wfutil.SetWorkflow(o.ctx, workflows, o.controller.hydrator, o.woc.wf.Name, "name="+name, values); err != nil {
		panic(err)
	}
	wf, err := workflows.Get(o.ctx, o.woc.wf.Name, metav1.GetOptions{})
	if err != nil {
		panic(err)
	}
	o.woc.wf = wf
	step := map[string]any{"op": "set", "node": name, "phase": values.Phase}
	if values.Message != "" {
		step["message"] = values.Message
	}
	if list := parameterList(values.OutputParameters); len(list) > 0 {
		step["parameters"] = list
	}
	o.steps = append(o.steps, step)
}

func parameterList(values map[string]string) []map[string]any {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	var list []map[string]any
	for _, name := range names {
		list = append(list, map[string]any{"name": name, "value": values[name]})
	}
	return list
}

func pick(rng *rand.Rand, list []string) string {
	return list[rng.Intn(len(list))]
}

func mustDecode(raw json.RawMessage, v any) {
	if err := json.Unmarshal(raw, v); err != nil {
		panic(err)
	}
}

func oracleJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// tracedNodes has the tree by names.
func tracedNodes(wf *wfv1.Workflow) map[string]any {
	names := map[string]string{}
	for id, n := range wf.Status.Nodes {
		names[id] = n.Name
	}
	traced := map[string]any{}
	for _, n := range wf.Status.Nodes {
		m := map[string]any{"type": n.Type, "phase": n.Phase}
		if n.Message != "" {
			m["message"] = n.Message
		}
		var children []string
		for _, id := range n.Children {
			if name, ok := names[id]; ok {
				children = append(children, name)
			} else {
				children = append(children, id)
			}
		}
		if len(children) > 0 {
			m["children"] = children
		}
		if n.Outputs != nil {
			m["outputs"] = n.Outputs
		}
		traced[n.Name] = m
	}
	return traced
}
