package controller

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	apiv1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
)

var oracleValues = []string{"0", "1", "2", "abc", `["x","y"]`, `[{"a":"1"},{"a":"2"}]`, `{"k":"v"}`, "", "true", "[]"}
var oracleLists = []string{`["x","y"]`, `["p"]`, `[]`, `[{"a":"1"},{"a":"2"}]`, `[1,2]`}

// syncPods does what Kubernetes does with the pods, and waits until the controller sees it: new ones are Pending, and
// those whose nodes the controller has ended go.
func (o *oracle) syncPods() {
	store := o.controller.PodController.TestingPodInformer().GetStore()
	for _, p := range o.allPods() {
		node, err := o.woc.wf.Status.Nodes.Get(o.woc.nodeID(&p))
		if err == nil && node.Phase.Completed() && (p.Status.Phase == apiv1.PodPending || p.Status.Phase == apiv1.PodRunning) {
			o.deletePod(&p)
			continue
		}
		if p.Status.Phase == "" {
			p.Status.Phase = apiv1.PodPending
			o.updatePod(&p)
		}
		await(func() bool {
			got, ok, _ := store.GetByKey(p.Namespace + "/" + p.Name)
			return ok && got.(*apiv1.Pod).Status.Phase == p.Status.Phase
		})
	}
}

func await(holds func() bool) {
	for i := 0; i < 1000 && !holds(); i++ {
		time.Sleep(2 * time.Millisecond)
	}
}

func (o *oracle) allPods() []apiv1.Pod {
	list, err := o.controller.kubeclientset.CoreV1().Pods(o.woc.wf.Namespace).List(o.ctx, metav1.ListOptions{})
	if err != nil {
		panic(err)
	}
	return list.Items
}

func (o *oracle) updatePod(p *apiv1.Pod) {
	if _, err := o.controller.kubeclientset.CoreV1().Pods(p.Namespace).Update(o.ctx, p, metav1.UpdateOptions{}); err != nil {
		panic(err)
	}
}

// openPods has the pods of nodes that have not ended, by the names of the nodes.
func (o *oracle) openPods() []apiv1.Pod {
	var open []apiv1.Pod
	for _, p := range o.allPods() {
		node, err := o.woc.wf.Status.Nodes.Get(o.woc.nodeID(&p))
		if err != nil || node.Phase.Completed() {
			continue
		}
		if p.Status.Phase == apiv1.PodPending || p.Status.Phase == apiv1.PodRunning {
			open = append(open, p)
		}
	}
	sort.Slice(open, func(i, j int) bool { return nodeNameOf(&open[i]) < nodeNameOf(&open[j]) })
	return open
}

func nodeNameOf(p *apiv1.Pod) string {
	return p.Annotations[common.AnnotationKeyNodeName]
}

func (o *oracle) templateOf(p *apiv1.Pod) *wfv1.Template {
	node, err := o.woc.wf.Status.Nodes.Get(o.woc.nodeID(p))
	if err != nil {
		return nil
	}
	tmpl, _ := o.woc.GetNodeTemplate(o.ctx, node)
	return tmpl
}

func (o *oracle) isDaemon(p *apiv1.Pod) bool {
	tmpl := o.templateOf(p)
	return tmpl != nil && tmpl.IsDaemon()
}

// startPods has those that are Pending run, and says whether there were some.
func (o *oracle) startPods(pods []apiv1.Pod) bool {
	var records []map[string]any
	for _, p := range pods {
		if p.Status.Phase != apiv1.PodPending {
			continue
		}
		p.Status.Phase = apiv1.PodRunning
		p.Status.PodIP = "10.0.0.1"
		for _, c := range p.Spec.Containers {
			p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, apiv1.ContainerStatus{
				Name: c.Name, Ready: true, State: apiv1.ContainerState{Running: &apiv1.ContainerStateRunning{}}})
		}
		o.updatePod(&p)
		records = append(records, map[string]any{"node": nodeNameOf(&p)})
	}
	o.recordPods("Running", records)
	return len(records) > 0
}

func (o *oracle) recordPods(phase string, records []map[string]any) {
	if len(records) > 0 {
		o.steps = append(o.steps, map[string]any{"op": "setPods", "phase": phase, "pods": records})
	}
	o.syncPods()
}

// drawn is how a pod ends.
type drawn struct {
	phase, message string
	exitCode       int32
}

func (o *oracle) draw() drawn {
	switch n := o.rng.Intn(100); {
	case n < 24:
		return drawn{"Failed", "Pod failed", int32(1 + o.rng.Intn(2))}
	case n < 30:
		return drawn{phase: "Error", message: "pod deleted"}
	default:
		return drawn{phase: "Succeeded"}
	}
}

func (o *oracle) endPods(pods []apiv1.Pod) {
	byPhase := map[string][]map[string]any{}
	for _, p := range pods {
		end := o.draw()
		record := map[string]any{"node": nodeNameOf(&p)}
		if end.message != "" {
			record["message"] = end.message
		}
		if end.phase == "Error" {
			o.deletePod(&p)
		} else {
			o.endPod(&p, end, record)
		}
		byPhase[end.phase] = append(byPhase[end.phase], record)
	}
	for _, phase := range []string{"Succeeded", "Failed", "Error"} {
		o.recordPods(phase, byPhase[phase])
	}
}

func (o *oracle) deletePod(p *apiv1.Pod) {
	if err := o.controller.kubeclientset.CoreV1().Pods(p.Namespace).Delete(o.ctx, p.Name, metav1.DeleteOptions{}); err != nil {
		panic(err)
	}
	store := o.controller.PodController.TestingPodInformer().GetStore()
	await(func() bool {
		_, ok, _ := store.GetByKey(p.Namespace + "/" + p.Name)
		return !ok
	})
}

func (o *oracle) endPod(p *apiv1.Pod, end drawn, record map[string]any) {
	tmpl := o.templateOf(p)
	p.Status.Phase = apiv1.PodPhase(end.phase)
	p.Status.Message = end.message
	p.Status.ContainerStatuses = nil
	var containers []map[string]any
	for _, c := range p.Spec.Containers {
		code := end.exitCode
		p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, apiv1.ContainerStatus{
			Name:  c.Name,
			State: apiv1.ContainerState{Terminated: &apiv1.ContainerStateTerminated{ExitCode: code, Reason: "Error"}},
		})
		if tmpl != nil && tmpl.ContainerSet != nil && c.Name != common.WaitContainerName {
			container := map[string]any{"name": c.Name, "phase": end.phase}
			if code != 0 {
				container["message"] = fmt.Sprintf("%s: Error (exit code %d): ", c.Name, code)
			}
			containers = append(containers, container)
		}
	}
	record["exitCode"] = strconv.Itoa(int(end.exitCode))
	if containers != nil {
		record["containers"] = containers
	}
	if outputs := o.drawOutputs(tmpl, end.phase == "Succeeded", record); outputs != nil {
		o.report(p, outputs)
	}
	o.updatePod(p)
	o.woc.wf.Status.MarkTaskResultComplete(o.ctx, o.woc.nodeID(p))
}

// drawOutputs makes up what a pod has written; of one that failed some is missing.
func (o *oracle) drawOutputs(tmpl *wfv1.Template, all bool, record map[string]any) *wfv1.Outputs {
	if tmpl == nil {
		return nil
	}
	var outputs wfv1.Outputs
	told := map[string]any{}
	var list []map[string]any
	for _, param := range tmpl.Outputs.Parameters {
		if param.ValueFrom == nil || param.ValueFrom.Path == "" || !all && o.rng.Intn(2) == 0 {
			continue
		}
		value := pick(o.rng, oracleValues)
		if strings.HasPrefix(param.Name, "list") {
			value = pick(o.rng, oracleLists)
		}
		given := param.DeepCopy()
		given.Value = wfv1.AnyStringPtr(value)
		outputs.Parameters = append(outputs.Parameters, *given)
		list = append(list, map[string]any{"name": param.Name, "value": value})
	}
	if len(list) > 0 {
		told["parameters"] = list
	}
	if (tmpl.Script != nil || tmpl.Data != nil) && (all || o.rng.Intn(2) == 0) {
		result := pick(o.rng, oracleValues)
		outputs.Result = &result
		told["result"] = result
	}
	if len(told) == 0 {
		return nil
	}
	record["outputs"] = told
	return &outputs
}

// report is what the executor of a pod does with its outputs.
func (o *oracle) report(p *apiv1.Pod, outputs *wfv1.Outputs) {
	id := o.woc.nodeID(p)
	result := &wfv1.WorkflowTaskResult{
		TypeMeta: metav1.TypeMeta{APIVersion: workflow.APIVersion, Kind: workflow.WorkflowTaskResultKind},
		ObjectMeta: metav1.ObjectMeta{Name: id, Namespace: p.Namespace, Labels: map[string]string{
			common.LabelKeyWorkflow: o.woc.wf.Name, common.LabelKeyReportOutputsCompleted: "true"}},
		NodeResult: wfv1.NodeResult{Outputs: outputs},
	}
	if _, err := o.controller.wfclientset.ArgoprojV1alpha1().WorkflowTaskResults(p.Namespace).Create(o.ctx, result, metav1.CreateOptions{}); err != nil {
		panic(err)
	}
	await(func() bool {
		_, ok, _ := o.controller.taskResultInformer.GetStore().GetByKey(p.Namespace + "/" + id)
		return ok
	})
}

// openTasks names the HTTP nodes that wait for the agent.
func (o *oracle) openTasks() []string {
	var names []string
	for _, n := range o.woc.wf.Status.Nodes {
		if n.Type == wfv1.NodeTypeHTTP && !n.Fulfilled() {
			names = append(names, n.Name)
		}
	}
	sort.Strings(names)
	return names
}

// endTask is what the agent does with the answer to a request.
func (o *oracle) endTask(name string) {
	node, err := o.woc.wf.GetNodeByName(name)
	if err != nil {
		panic(err)
	}
	record := map[string]any{"node": name}
	result := wfv1.NodeResult{Phase: wfv1.NodeSucceeded}
	if o.rng.Intn(4) == 0 {
		result.Phase, result.Message = wfv1.NodeFailed, "received non-2xx response code: 500"
		record["message"] = result.Message
	} else {
		body := pick(o.rng, oracleValues)
		result.Outputs = &wfv1.Outputs{Result: &body}
		record["outputs"] = map[string]any{"result": body}
	}
	sets := o.controller.wfclientset.ArgoprojV1alpha1().WorkflowTaskSets(o.woc.wf.Namespace)
	set, err := sets.Get(o.ctx, o.woc.wf.Name, metav1.GetOptions{})
	if err != nil {
		panic(err)
	}
	// One at a time: what has been read is taken out.
	set.Status.Nodes = map[string]wfv1.NodeResult{node.ID: result}
	if _, err := sets.Update(o.ctx, set, metav1.UpdateOptions{}); err != nil {
		panic(err)
	}
	await(func() bool {
		seen, err := o.woc.getWorkflowTaskSet()
		if err != nil || seen == nil {
			return false
		}
		_, ok := seen.Status.Nodes[node.ID]
		return ok
	})
	o.steps = append(o.steps, map[string]any{"op": "setPods", "phase": string(result.Phase), "pods": []map[string]any{record}})
}
